import { invalid } from '../serviceException.ts'

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/
const maxDigits = 38

interface Decimal {
  readonly negative: boolean
  /** Significant digits without leading or trailing zeros; empty for zero. */
  readonly digits: string
  /** Where the point stands, counted from the left of the digits. */
  readonly point: number
}

/**
 * A number as DynamoDB gives it back: no exponent, no needless zeros, at most 38 significant digits, magnitude from
 * 1E-130 to below 1E+126.
 */
export function canonicalNumber(text: string): string {
  const { negative, digits, point } = parse(text)
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Orders two numbers by value: negative, zero or positive. */
export function compareNumbers(left: string, right: string): number {
  const a = parse(left)
  const b = parse(right)
  const signs = signOf(a) - signOf(b)
  if (signs !== 0) return signs
  const magnitudes = a.point - b.point || (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0)
  return a.negative ? -magnitudes : magnitudes
}

/** The bytes DynamoDB counts for a number: about one per two significant digits, and one. */
export function numberSize(text: string): number {
  const { negative, digits } = parse(text)
  return Math.ceil(digits.length / 2) + 1 + (negative ? 1 : 0)
}

function signOf({ negative, digits }: Decimal): number {
  if (digits === '') return 0
  return negative ? -1 : 1
}

function parse(text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] = pattern.exec(text) ?? []
  if (whole + fraction === '') throw invalid('The parameter cannot be converted to a numeric value')
  const all = whole + fraction
  const significant = all.replace(/^0+/, '')
  const digits = significant.replace(/0+$/, '')
  if (digits === '') return { negative: false, digits, point: 0 }
  const point = whole.length - (all.length - significant.length) + Number(exponent)
  if (digits.length > maxDigits) throw invalid('Attempting to store more than 38 significant digits in a Number')
  if (point > 126)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range')
  if (point < -129)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range')
  return { negative: sign === '-', digits, point }
}
