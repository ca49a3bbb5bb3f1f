import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The server under development is reached through the proxy, so cookies stay same-origin.
const server = process.env.LINGTING_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  server: { port: 5173, proxy: { '/api': server, '/healthz': server, '/readyz': server, '/version': server } },
  build: {
    target: 'chrome108',
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
  },
})
