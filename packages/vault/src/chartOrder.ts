import type { KeyObject } from 'node:crypto'
import { VaultError } from './errors.ts'
import { keyedHash } from './identifiers.ts'

/** ECMA-262, 21.4.1.1: the furthest instant of a Date, in ms. */
const furthest = 8.64e15
// With the sign bit turned over, sums below zero (times before 1970 under a small shift) sort first as unsigned hex.
const signBit = 1n << 63n

/**
 * Sorts a patient's records by time under a secret shift of [0, 2^62) ms: 16 hex digits, or `-` for the undated.
 * @throws ERR_VAULT_INPUT for a time that is no whole ms of a Date
 */
export function chartOrder(shiftKey: KeyObject, of: { patient: string; time: number | undefined }): string {
  if (of.time === undefined) return '-'
  if (!Number.isInteger(of.time) || Math.abs(of.time) > furthest) throw new VaultError('ERR_VAULT_INPUT')
  const shift = keyedHash(shiftKey, 'wg.shift', [of.patient]).readBigUInt64BE() >> 2n
  return (BigInt(of.time) + shift + signBit).toString(16).padStart(16, '0')
}

/** A code within one patient's chart: 16 hex digits that no other chart shares. */
export function codeToken(shiftKey: KeyObject, of: { patient: string; code: string }): string {
  return keyedHash(shiftKey, 'wg.code', [of.patient, of.code]).toString('hex', 0, 8)
}
