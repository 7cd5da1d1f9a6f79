// Starts the pages.
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app.tsx"
import { applyTheme } from "./theme.ts"
import "./style/index.css"

applyTheme()
const place = document.getElementById("pages")
if (place)
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
