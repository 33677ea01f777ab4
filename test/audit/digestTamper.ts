import { createHash } from 'node:crypto'
import type { Signer } from '@wardgraph/vault'
import type { Files } from './fixture.ts'
import { bytesOf } from './tamper.ts'

/** A file's text. */
export const textOf = (files: Files, path: string) => Buffer.from(bytesOf(files, path)).toString()

/** What a digest says, as it was signed. */
export const payloadOf = (files: Files, path: string): string => JSON.parse(textOf(files, path)).payload

/** A digest's file around a text that this signer signs. */
export async function digestFile(text: string, signer: Signer): Promise<Buffer> {
  const signature = Buffer.from(await signer.sign(Buffer.from(text)))
  return Buffer.from(`${JSON.stringify({ payload: text, signature: lowest(signature).toString('base64') })}\n`)
}

/** SHA-256. */
export const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The group order of P-256, from SEC 2 section 2.4.2. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The same signature with the other s of the two that verify. */
export function otherForm(der: Buffer): Buffer {
  const start = 4 + (der[3] ?? 0)
  const s = (order - BigInt(`0x${der.subarray(start + 2).toString('hex')}`)).toString(16).padStart(64, '0')
  const digits = Buffer.from(s >= '8' ? `00${s}` : s.replace(/^(00)+(?=[0-7])/, ''), 'hex')
  const body = Buffer.concat([der.subarray(2, start), Buffer.from([2, digits.length]), digits])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

/** The signature in the form that digests keep. */
function lowest(der: Buffer): Buffer {
  const s = BigInt(`0x${der.subarray(6 + (der[3] ?? 0)).toString('hex')}`)
  return s > order / 2n ? otherForm(der) : der
}

/** The same 91 bytes of a key, with bits behind them that nobody reads. */
export const loose = (spki: string): string =>
  spki.replace(/(.)==$/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}==`)
