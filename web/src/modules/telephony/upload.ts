// Sends a file with progress; fetch cannot tell how much has gone out, so this is the one XMLHttpRequest of the product.
import { ApiError, apiUrl } from '../../api/client'
import type { Upload } from './types'

export function sendFile(file: File, csrf: string, onProgress: (share: number) => void, signal: AbortSignal): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', apiUrl('/uploads'))
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-CSRF-Token', csrf)
    request.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total)
    request.onload = () => {
      let body: Record<string, unknown> = {}
      try {
        body = JSON.parse(request.responseText) as Record<string, unknown>
      } catch {
        // not JSON: a proxy answered
      }
      if (request.status >= 200 && request.status < 300) resolve(body as unknown as Upload)
      else reject(new ApiError(request.status, String(body.code ?? `http_${request.status}`), String(body.detail ?? body.title ?? request.statusText), []))
    }
    request.onerror = () => reject(new ApiError(0, 'network', 'the server did not answer'))
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}
