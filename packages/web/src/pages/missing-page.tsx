// Where an address leads nowhere.
import { ButtonLink } from "../components/button.tsx"
import { Page } from "../components/page.tsx"
import { Empty } from "../components/states.tsx"

export const MissingPage = () => (
  <Page title="Nothing here">
    <Empty title="There is no page at this address" action={<ButtonLink href="/">Go to the models</ButtonLink>}>
      It may have been deleted, or the address is not quite right.
    </Empty>
  </Page>
)
