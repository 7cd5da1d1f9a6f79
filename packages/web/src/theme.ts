// Light or dark: as the system has it, or as was chosen here.
import { useSyncExternalStore } from "react"

export type ThemeChoice = "system" | "light" | "dark"

const storageKey = "fidelio-theme"
const system = window.matchMedia("(prefers-color-scheme: dark)")
const listeners = new Set<() => void>()

function readChoice(): ThemeChoice {
  const found = localStorage.getItem(storageKey)
  return found === "light" || found === "dark" ? found : "system"
}

let choice = readChoice()

/** Sets the page's colours; called once before anything is drawn, and at each choice. */
export function applyTheme(): void {
  if (choice === "system") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = choice
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  if (next === "system") localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, next)
  applyTheme()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  system.addEventListener("change", listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener("change", listener)
  }
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)

/** What is to be seen now. */
export const useTheme = (): "light" | "dark" =>
  useSyncExternalStore(subscribe, () => (choice === "system" ? (system.matches ? "dark" : "light") : choice))
