// A first password that can be read out on the phone: no look-alike letters.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

export function firstPassword(): string {
  const bytes = crypto.getRandomValues(new Uint32Array(12))
  const chars = [...bytes].map((n) => letters[n % letters.length]!)
  return [chars.slice(0, 4), chars.slice(4, 8), chars.slice(8)].map((p) => p.join('')).join('-')
}
