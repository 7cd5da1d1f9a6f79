import { expect, test } from "vitest"
import { checkSender, hostCheck, ownHosts } from "./own-address.ts"

test("a hub goes by localhost, by addresses in numbers and by its own names", () => {
  const check = hostCheck(
    ownHosts({ allowedHosts: ["Hub.Example.org"], host: "0.0.0.0", url: "https://models.example" }),
  )
  for (const host of [
    undefined,
    "localhost:8080",
    "a.localhost",
    "127.0.0.1:1",
    "[::1]:8080",
    "192.168.0.7",
    "hub.example.ORG:443",
    "models.example",
  ])
    expect(() => check(host)).not.toThrow()
  for (const host of [
    "",
    "evil.example",
    "hub.example.org.evil.example",
    "127.0.0.1.evil.example",
    "1.2.3",
    "localhost.evil",
  ])
    expect(() => check(host), host).toThrow(expect.objectContaining({ code: "hub/host" }))
})

test("a change comes from a page of the hub's own, or from no page", () => {
  const host = "localhost:8080"
  const sent = (origin?: string, fetchSite?: string) => () => checkSender({ origin, host, fetchSite })
  expect(sent()).not.toThrow()
  expect(sent("http://localhost:8080", "same-origin")).not.toThrow()
  expect(sent("http://LOCALHOST:8080")).not.toThrow()
  for (const origin of [
    "null",
    "",
    "http://localhost:8081",
    "http://localhost",
    "https://localhost:8080.evil",
    "localhost:8080",
  ])
    expect(sent(origin), origin).toThrow(expect.objectContaining({ code: "hub/csrf" }))
  expect(sent("http://localhost:8080", "cross-site")).toThrow(expect.objectContaining({ code: "hub/csrf" }))
})
