import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { networkInterfaces } from "node:os"
import { buffer, text } from "node:stream/consumers"
import { afterAll, describe, expect, it } from "vitest"
import { fetchTable, type FetchRules } from "./fetch-table.ts"
import { isPublicAddress } from "./public-address.ts"

describe("isPublicAddress", () => {
  it.each(["93.184.216.34", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001:81b::200e"])(
    "%s is public",
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
  it.each([
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.5", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1", "", "localhost", "1.2.3", "0x7f.1", "1.1.1.1/8",
  ])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false)) // oxfmt-ignore
  it("this machine's own addresses are not", () => {
    for (const found of Object.values(networkInterfaces()).flat()) expect(isPublicAddress(found!.address)).toBe(false)
  })
})

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

async function serve(listener: RequestListener, host = "127.0.0.1"): Promise<number> {
  const server = createServer(listener).listen(0, host)
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  await new Promise((resolve) => server.once("listening", resolve))
  return (server.address() as AddressInfo).port // it listens at a port
}

/** In these tests 127.0.0.2 stands for a public address. */
const isAllowed = (address: string): boolean => address === "127.0.0.2"
const names: Readonly<Record<string, readonly string[]>> = {
  "data.example": ["127.0.0.2"],
  "inside.example": ["127.0.0.1"],
  "mixed.example": ["127.0.0.2", "127.0.0.1"],
}
const lookup = (name: string) =>
  names[name] === undefined ? Promise.reject(new Error("ENOTFOUND")) : Promise.resolve(names[name])
const rules: FetchRules = { lookup, isAllowed, silenceMs: 2000 }

describe("fetchTable", () => {
  it("fetches from a public address and forgets what may be secret in it", async () => {
    const port = await serve(({ url, headers }, answer) => answer.end(`${url} ${headers.host}`), "127.0.0.2")
    const found = await fetchTable(`http://data.example:${port}/a/b.csv?key=secret#x`, rules)
    expect(found).toMatchObject({ name: `http://data.example:${port}/a/b.csv`, file: "b.csv" })
    expect(await text(found.content)).toBe(`/a/b.csv?key=secret data.example:${port}`)
  })

  it.each([
    "file:///etc/passwd",
    "ftp://data.example/x.csv",
    "gopher://127.0.0.1:6379/_x",
    "data:text/csv,a",
    "http://name:password@data.example/x.csv",
    "http://127.0.0.1/x.csv",
    "http://2130706433/x.csv",
    "http://0x7f.1/x.csv",
    "http://017700000001/",
    "http://[::1]/x.csv",
    "http://[::ffff:127.0.0.1]/x.csv",
    "http://[fd00::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://inside.example/x.csv",
    "http://mixed.example/x.csv",
  ])("does not ask %s", async (url) => {
    await expect(fetchTable(url, rules)).rejects.toMatchObject({ code: "hub/address" })
    if (!url.includes(".example")) await expect(fetchTable(url)).rejects.toMatchObject({ code: "hub/address" })
  })

  it("checks where it is sent on to, each time", async () => {
    let asked = 0
    const inside = await serve((_, answer) => {
      asked += 1
      answer.end("secret")
    })
    const targets = [`http://127.0.0.1:${inside}/`, `http://inside.example:${inside}/`, "file:///etc/passwd"]
    for (const location of targets) {
      const port = await serve((_, answer) => answer.writeHead(302, { location }).end(), "127.0.0.2")
      await expect(fetchTable(`http://data.example:${port}/`, rules)).rejects.toMatchObject({ code: "hub/address" })
    }
    expect(asked).toBe(0)
    const counting = await serve(({ url = "" }, answer) => {
      const left = Number(url.slice(1))
      if (left === 0) answer.end("there")
      else answer.writeHead(307, { location: `/${left - 1}` }).end()
    }, "127.0.0.2")
    const three = await fetchTable(`http://data.example:${counting}/3`, rules)
    expect(await text(three.content)).toBe("there")
    await expect(fetchTable(`http://data.example:${counting}/4`, rules)).rejects.toMatchObject({ code: "hub/fetch" })
  })

  it("goes to the address that was checked, though the name stands for another one by then", async () => {
    let isAsked = false
    const port = await serve((_, answer) => answer.end("public"), "127.0.0.2")
    const inside = createServer((_, answer) => {
      isAsked = true
      answer.end("secret")
    }).listen(port, "127.0.0.1")
    closing.push(() => inside.close())
    await new Promise((resolve) => inside.once("listening", resolve))
    let lookups = 0
    const rebinding = () => Promise.resolve([lookups++ === 0 ? "127.0.0.2" : "127.0.0.1"])
    const url = `http://rebinding.example:${port}/`
    const found = await fetchTable(url, { ...rules, lookup: rebinding })
    expect(await text(found.content)).toBe("public")
    await expect(fetchTable(url, { ...rules, lookup: rebinding })).rejects.toMatchObject({ code: "hub/address" })
    expect({ lookups, isAsked }).toEqual({ lookups: 2, isAsked: false })
  })

  it("tells what could not be fetched, and does not wait for ever", async () => {
    await expect(fetchTable("http://nowhere.example/", rules)).rejects.toMatchObject({ code: "hub/fetch" })
    const missing = await serve((_, answer) => answer.writeHead(404).end(), "127.0.0.2")
    await expect(fetchTable(`http://data.example:${missing}/`, rules)).rejects.toThrow("status 404")
    const silent = await serve(() => undefined, "127.0.0.2")
    const hurried = { ...rules, silenceMs: 100 }
    await expect(fetchTable(`http://data.example:${silent}/`, hurried)).rejects.toThrow("silent for too long")
    const pausing = await serve((_, answer) => void answer.write("a,b\n"), "127.0.0.2")
    const { content } = await fetchTable(`http://data.example:${pausing}/`, hurried)
    await expect(buffer(content)).rejects.toMatchObject({ code: "hub/fetch" })
    const endless = await fetchTable(`http://data.example:${pausing}/`, { ...rules, totalMs: 300 })
    await expect(buffer(endless.content)).rejects.toMatchObject({ code: "hub/fetch" })
    const short = await serve((_, answer) => {
      answer.writeHead(200, { "content-length": 100 }).write("half")
      setTimeout(() => answer.destroy(), 50)
    }, "127.0.0.2")
    const cut = await fetchTable(`http://data.example:${short}/`, rules)
    await expect(buffer(cut.content)).rejects.toMatchObject({ code: "hub/fetch" })
  })
})
