// A link to sign in with, to be handed over.
import type { SignInLink } from "@fidelio/client"
import { Button } from "../../components/button.tsx"
import { Code } from "../../components/code.tsx"
import { Dialog } from "../../components/dialog.tsx"
import { Notice } from "../../components/states.tsx"
import { formatMoment } from "../../format.ts"

interface SignInLinkDialogProps {
  readonly link: SignInLink
  readonly onClose: () => void
}

export const SignInLinkDialog = ({ link: { url, expires }, onClose }: SignInLinkDialogProps) => (
  <Dialog title="Sign-in link" onClose={onClose}>
    <Notice tone="warn">
      <p>It works once, until {formatMoment(expires)}. Whoever opens it is signed in: hand it to one person.</p>
    </Notice>
    <Code text={url} label="sign-in link" />
    <div className="row row-end">
      <Button kind="primary" onClick={onClose}>
        Done
      </Button>
    </div>
  </Dialog>
)
