// A fault of a page, or of a chart on it, stays in its place: all else goes on, and what comes there next is tried anew.
import { Component, type ReactNode } from "react"
import { Button } from "./button.tsx"
import { Empty } from "./states.tsx"

interface FaultBoundaryProps {
  /** What is shown: with something else the fault is forgotten. */
  readonly place: string
  readonly children: ReactNode
}

interface FaultBoundaryState {
  readonly hasFailed: boolean
}

export class FaultBoundary extends Component<FaultBoundaryProps, FaultBoundaryState> {
  static getDerivedStateFromError = (): FaultBoundaryState => ({ hasFailed: true })

  override readonly state: FaultBoundaryState = { hasFailed: false }

  override componentDidUpdate(before: FaultBoundaryProps): void {
    if (before.place !== this.props.place && this.state.hasFailed) this.setState({ hasFailed: false })
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return (
      <Empty
        icon="alert"
        title="This part of the page failed"
        action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        Nothing is lost at the hub. It may have been updated meanwhile; if loading the page again does not help, please
        report it.
      </Empty>
    )
  }
}
