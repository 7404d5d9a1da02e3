/**
 * Milliseconds that `Retry-After` asks for, as seconds or as a date (RFC 9110, section 10.2.3).
 * @returns undefined where it is missing or cannot be read
 */
export function retryAfterMs(response: Response, now: Date): number | undefined {
  const value = response.headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}
