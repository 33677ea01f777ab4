import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIssuer } from '@wardgraph/local-aws'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { expect, onTestFinished, test } from 'vitest'

const pool = { region: 'eu-central-1', userPoolId: 'eu-central-1_local0001', clientId: 'local-client' }
const nurse = { subject: 'subject-1', username: 'nina', claims: { 'custom:tenant': 'north' }, ttl: 600 }

function verifierOf(issuer: ReturnType<typeof createIssuer>) {
  const { userPoolId, clientId } = pool
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  verifier.cacheJwks({ keys: [...issuer.jwks.keys] })
  return verifier
}

test('the unchanged Cognito verifier accepts an access token', async () => {
  const issuer = createIssuer({ folder: undefined, ...pool })
  const payload = await verifierOf(issuer).verify(issuer.token(nurse))
  expect(payload).toMatchObject({
    iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_local0001',
    sub: 'subject-1',
    username: 'nina',
    client_id: 'local-client',
    token_use: 'access',
    'custom:tenant': 'north',
  })
  expect(payload.exp - payload.iat).toBe(600)
  expect(payload.auth_time).toBe(payload.iat)
})

test('the verifier refuses an id token, an expired one, one of another key and a changed one', async () => {
  const issuer = createIssuer({ folder: undefined, ...pool })
  const stranger = createIssuer({ folder: undefined, ...pool })
  const late = createIssuer({ folder: undefined, ...pool, now: () => Date.UTC(2020, 0, 1) })
  const verifier = verifierOf(issuer)
  await expect(verifier.verify(issuer.token({ ...nurse, use: 'id' }))).rejects.toThrow(/Token use not allowed: id/)
  expect(() => verifier.verifySync(stranger.token(nurse))).toThrow(/JWK for kid .* not found/)
  await expect(verifierOf(late).verify(late.token(nurse))).rejects.toThrow(/Token expired/)
  const [head = '', , signature = ''] = issuer.token(nurse).split('.')
  const [, payload = ''] = issuer.token({ ...nurse, username: 'root' }).split('.')
  await expect(verifier.verify([head, payload, signature].join('.'))).rejects.toThrow(/Invalid signature/)
})

test('an id token names its audience and user as Cognito does', async () => {
  const issuer = createIssuer({ folder: undefined, ...pool })
  const { userPoolId, clientId } = pool
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'id' })
  verifier.cacheJwks({ keys: [...issuer.jwks.keys] })
  const payload = await verifier.verify(issuer.token({ ...nurse, use: 'id' }))
  expect(payload).toMatchObject({ aud: 'local-client', 'cognito:username': 'nina', token_use: 'id' })
  expect(payload).not.toHaveProperty('client_id')
})

test('claims cannot replace what the issuer says', async () => {
  const issuer = createIssuer({ folder: undefined, ...pool })
  const token = issuer.token({
    ...nurse,
    claims: { sub: 'other', iss: 'other', exp: 1, token_use: 'id', username: 'x' },
  })
  const payload = await verifierOf(issuer).verify(token)
  expect(payload).toMatchObject({ sub: 'subject-1', username: 'nina', token_use: 'access' })
})

test('the key of a folder stays, is private, and differs from that of another folder', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'local-aws-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const folder = join(parent, 'issuer')
  const token = createIssuer({ folder, ...pool }).token(nurse)
  const again = createIssuer({ folder, ...pool })
  await expect(verifierOf(again).verify(token)).resolves.toMatchObject({ username: 'nina' })
  expect(statSync(join(folder, 'issuer.pem')).mode & 0o777).toBe(0o600)
  const other = createIssuer({ folder: join(parent, 'other'), ...pool })
  expect(other.jwks.keys[0]?.kid).not.toBe(again.jwks.keys[0]?.kid)
})
