// A server of PostgreSQL's protocol on a Unix socket, before a database that has one session.
import { createServer, type Server, type Socket } from "node:net"
import { SessionQueue, type Client, type SessionQueueOptions } from "./session-queue.ts"
import { greeting, readOpening, readUnits } from "./wire.ts"

export interface WireServer {
  close(): Promise<void>
}

export interface WireServerOptions extends SessionQueueOptions {
  readonly socketPath: string
  readonly serverVersion: string
}

/** Whoever can open the socket is let in: its folder must be its owner's alone. */
export async function serveWire(options: WireServerOptions): Promise<WireServer> {
  const queue = new SessionQueue(options)
  const sockets = new Set<Socket>()
  let lastId = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
    serveClient(socket, { queue, serverVersion: options.serverVersion, id: ++lastId })
  })
  await listen(server, options.socketPath)
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once("error", reject)
  server.listen(path, resolve)
  await promise
}

interface Session {
  readonly queue: SessionQueue
  readonly serverVersion: string
  readonly id: number
}

function serveClient(socket: Socket, { queue, serverVersion, id }: Session): void {
  const client: Client = {
    send: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
  }
  let received: Buffer = Buffer.alloc(0)
  let isStarted = false
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    while (!isStarted) {
      const opening = readOpening(received)
      if (opening === undefined) return
      received = received.subarray(opening.bytes)
      if (opening.kind === "encryption") socket.write("N")
      else if (opening.kind === "start") {
        isStarted = true
        socket.write(greeting(serverVersion, id))
      } else return void socket.destroy() // a request to cancel, which this database cannot
    }
    const { units, rest, isEnd } = readUnits(received)
    received = rest
    for (const unit of units) queue.submit(client, unit)
    if (isEnd) socket.end()
  })
  socket.on("error", () => socket.destroy()) // told by "close"
  socket.once("close", () => queue.leave(client))
}
