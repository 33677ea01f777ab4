import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertLocal, LocalAwsError } from '../errors.ts'

/** A user pool of this machine; `folder` undefined makes a key that ends with the process. */
export interface IssuerOptions {
  readonly folder: string | undefined
  readonly region: string
  readonly userPoolId: string
  readonly clientId: string
  readonly now?: () => number
}

/** Whom a token names, what else it claims and for how many seconds it holds. */
export interface TokenRequest {
  readonly subject: string
  readonly username: string
  readonly claims?: Readonly<Record<string, unknown>>
  readonly ttl: number
  readonly use?: 'access' | 'id'
}

/** Signs tokens as a Cognito user pool does; `jwks` is what its public `.well-known/jwks.json` would hold. */
export interface Issuer {
  readonly jwks: {
    readonly keys: readonly {
      readonly kty: 'RSA'
      readonly kid: string
      readonly alg: 'RS256'
      readonly use: 'sig'
      readonly n: string
      readonly e: string
    }[]
  }
  token(request: TokenRequest): string
}

/**
 * Opens the issuer of a folder and makes its key (a file of mode 0600) when there is none.
 * @throws LocalAwsError NOT_LOCAL, FOLDER_UNUSABLE
 */
export function createIssuer({ folder, region, userPoolId, clientId, now = Date.now }: IssuerOptions): Issuer {
  assertLocal()
  const key = createPrivateKey(folder === undefined ? newKey() : keptKey(folder))
  const publicKey = createPublicKey(key)
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64url')
  const iss = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  return {
    jwks: { keys: [{ kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e }] },
    token({ subject, username, claims = {}, ttl, use = 'access' }) {
      const iat = Math.floor(now() / 1000)
      const own =
        use === 'access'
          ? { username, client_id: clientId, scope: 'aws.cognito.signin.user.admin' }
          : { 'cognito:username': username, aud: clientId }
      const times = { auth_time: iat, iat, exp: iat + ttl }
      const payload = { ...claims, sub: subject, iss, token_use: use, ...own, ...times, jti: randomUUID() }
      const signed = `${encode({ kid, alg: 'RS256' })}.${encode(payload)}`
      return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
    },
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

function keptKey(folder: string): string {
  const path = join(folder, 'issuer.pem')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const kept = readIfThere(path)
    if (kept !== undefined) return kept
    const key = newKey()
    writeFileSync(path, key, { mode: 0o600, flag: 'wx', flush: true })
    return key
  } catch (error) {
    throw new LocalAwsError('FOLDER_UNUSABLE', { cause: error })
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
