/** The demo centre's zone. */
export const zone = 'Asia/Shanghai'

/** A day of the demo centre so many days ago, YYYY-MM-DD; 0 is today. */
export const day = (ago) => new Intl.DateTimeFormat('sv', { timeZone: zone }).format(new Date(Date.now() - ago * 86_400_000))
