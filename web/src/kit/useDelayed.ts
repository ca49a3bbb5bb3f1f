import { useEffect, useState } from 'react'

/** True only after the flag has stayed up for a while, so that quick loads do not flash. */
export function useDelayed(flag: boolean, ms = 200): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!flag) {
      setLate(false)
      return
    }
    const timer = setTimeout(() => setLate(true), ms)
    return () => clearTimeout(timer)
  }, [flag, ms])
  return flag && late
}
