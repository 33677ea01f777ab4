import { homedir } from 'node:os'
import { CREDENTIALS } from './standins/run.ts'
import { randomBytesOf } from './synth/mocks.ts'

type Finds = (text: string) => boolean

const like =
  (pattern: RegExp): Finds =>
  (text) =>
    pattern.test(text)
const holding =
  (...values: readonly string[]): Finds =>
  (text) =>
    values.some((value) => text.includes(value))

/** What may be in nothing that is deployed, by its kind. */
const SECRETS: Readonly<Record<string, Finds>> = {
  'an access key id of AWS': like(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/),
  'a private key': like(/-----BEGIN [A-Z ]*PRIVATE KEY-----/),
  'an origin secret': holding(randomBytesOf('OriginSecretA'), randomBytesOf('OriginSecretB')),
  "the key of SST's links": like(/SST_KEY|SST_RESOURCE_/),
  'what the deploy signs in with': holding(...Object.values(CREDENTIALS)),
  'a variable named as a secret': like(/\b[A-Z_]*(SECRET|TOKEN|PASSWORD|PASSPHRASE)[A-Z_]*["']?\s*[:=]\s*["'][^"']/),
  'a path of this machine': holding(process.cwd(), `${homedir()}/`),
}

/** The kinds of secret that a text holds. */
export function secretsIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([kind, finds]) => (finds(text) ? [kind] : []))
}
