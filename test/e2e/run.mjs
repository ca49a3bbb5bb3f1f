// Starts the built binary with a fresh demo centre, runs the journeys against
// it one after the other, and stops it. LINGTING_URL names a server that runs
// already; then nothing is started.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { startDemo } from './kit/server.mjs'

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const wanted = process.argv.slice(2)
const files = readdirSync(join(here, 'journeys'))
  .filter((f) => f.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((w) => f.includes(w))))
  .sort()
  .map((f) => join(here, 'journeys', f))
if (files.length === 0) {
  console.error('no journey is called ' + wanted.join(', '))
  process.exit(1)
}

const server = process.env.LINGTING_URL ? { url: process.env.LINGTING_URL, stop: async () => {} } : await startDemo()
const child = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files], {
  stdio: 'inherit',
  env: { ...process.env, LINGTING_URL: server.url },
})
const code = await new Promise((resolve) => child.on('exit', (c) => resolve(c ?? 1)))
if (code !== 0 && server.log) {
  console.error('--- last lines of the server')
  console.error(server.log().split('\n').slice(-30).join('\n'))
}
await server.stop()
process.exit(code)
