// Starts the built binary with a fresh demo centre, runs the journeys against
// it, and stops it. LINGTING_URL names a server that runs
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
const run = (some, together) => new Promise((resolve) => {
  if (some.length === 0) return resolve(0)
  const child = spawn(process.execPath, ['--test', `--test-concurrency=${together}`, '--test-reporter=spec', ...some], {
    stdio: 'inherit',
    env: { ...process.env, LINGTING_URL: server.url },
  })
  child.on('exit', (c) => resolve(c ?? 1))
})
// Those from 90 on only look, and may do so together; the others change the
// centre and take turns.
const looks = files.filter((f) => /^9/.test(f.split('/').at(-1)))
const code = (await run(files.filter((f) => !looks.includes(f)), 1)) | (await run(looks, 2))
if (code !== 0 && server.log) {
  console.error('--- last lines of the server')
  console.error(server.log().split('\n').slice(-30).join('\n'))
}
await server.stop()
process.exit(code)
