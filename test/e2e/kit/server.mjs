// The product under test: bin/lingting with a fresh data folder.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..')
export const binary = process.env.LINGTING_BIN ?? join(root, 'bin/lingting')

/** Everybody of the demo centre signs in with this password. */
export const password = 'lingting-demo'

/** A port of loopback nobody listens on. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

export const pause = (ms) => new Promise((r) => setTimeout(r, ms))

/** Asks until `ready` says yes; fails loudly after `seconds`. */
export async function until(what, seconds, ready) {
  const end = Date.now() + seconds * 1000
  let last
  while (Date.now() < end) {
    try {
      if (await ready()) return
      last = undefined
    } catch (e) {
      last = e
    }
    await pause(150)
  }
  throw new Error(`${what}: not within ${seconds} s${last ? ` (${last.message})` : ''}`)
}

/** Starts `lingting demo` with `days` of history, and with its people's plans or not, and waits until all of it is there. */
export async function startDemo({ days = 9, seed = 1, plans = false } = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is not there: run \`make build\` first`)
  const data = mkdtempSync(join(tmpdir(), 'lingting-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(binary, ['demo', '--data', data, '--listen', `127.0.0.1:${port}`, '--seed', String(seed), '--days', String(days), `--plans=${plans}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  const keep = (chunk) => { log = (log + chunk).slice(-200_000) }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  let exited = null
  child.on('exit', (code, signal) => { exited = code ?? signal })
  const stop = async () => {
    if (exited === null) {
      child.kill('SIGTERM')
      await until('the server stops', 15, () => exited !== null).catch(() => child.kill('SIGKILL'))
    }
    rmSync(data, { recursive: true, force: true })
  }
  try {
    await until('the server is ready', 20, async () => {
      if (exited !== null) throw new Error(`it ended with ${exited}`)
      return (await fetch(url + '/readyz')).ok
    })
    await until('the demo centre is loaded', 240, () => exited === null && log.includes(plans ? 'demo: planned' : 'demo: loaded'))
  } catch (e) {
    console.error(log)
    await stop()
    throw e
  }
  return { url, data, log: () => log, stop, child }
}
