import fc from 'fast-check'

const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`))
const whole = fc.oneof(fc.constantFrom('0', '1', '10'), fc.stringMatching(/^[1-9][0-9]{0,24}$/))
const fraction = fc.oneof(
  fc.constantFrom('', '', '.0', '.10'),
  digits(1, 24).map((text) => `.${text}`),
  fc.stringMatching(/^\.0{4,8}[0-9]{1,3}$/),
)
const exponent = fc.oneof(fc.constant(''), fc.constant(''), fc.stringMatching(/^[eE][-+]?[0-9]{1,3}$/))

/** Every way in which JSON writes a number (RFC 8259, section 6), most at the edges of what a double keeps. */
export const numberTexts = fc.oneof(
  fc.constantFrom('-0', '1.00', '1E2', '1e+2', '1e21', '1e-7', '0.000001', '0.0000001', '100', '9007199254740993'),
  fc.constantFrom('1e400', '-1e400', '5e-324', '1e-400', '123456789012345.0', '0.1234567890123456', '-0.0', '-0e1'),
  fc.tuple(fc.constantFrom('', '-'), whole, fraction, exponent).map((parts) => parts.join('')),
)
