/**
 * Milliseconds since the epoch of a record's time, or undefined where it is spelled as a time and is none: the format
 * asks for digits alone, and a thirteenth month has them.
 */
export function findMoment(time: string): number | undefined {
  const moment = Date.parse(time)
  return Number.isNaN(moment) || new Date(moment).toISOString() !== time ? undefined : moment
}
