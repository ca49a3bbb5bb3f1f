// Pre-compresses the build: the binary serves .br and .gz as they are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const walk = (dir) => readdirSync(dir).flatMap((name) => {
  const path = join(dir, name)
  return statSync(path).isDirectory() ? walk(path) : [path]
})

for (const path of walk(dist)) {
  if (!/\.(js|css|html|svg|json)$/.test(path) || path.includes('/.vite/')) continue
  const body = readFileSync(path)
  if (body.length < 1024) continue
  writeFileSync(path + '.br', brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }))
  writeFileSync(path + '.gz', gzipSync(body, { level: 9 }))
}
