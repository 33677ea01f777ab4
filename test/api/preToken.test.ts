import { createPreToken } from '@wardgraph/api'
import { membershipId, personId } from '@wardgraph/records'
import { expect, test, vi } from 'vitest'
import { endUser } from '../../packages/cli/src/users.ts'
import { send } from '../fixtures/clinic.ts'
import { tokenEvent } from '../fixtures/tokenEvent.ts'
import { ward } from '../fixtures/ward.ts'

async function pool() {
  const made = await ward()
  const trigger = createPreToken(made.services)
  const issued = async (...args: Parameters<typeof tokenEvent>) =>
    (await trigger(tokenEvent(...args), { awsRequestId: 'here' })).response.claimsAndScopeOverrideDetails
  return { ...made, trigger, issued }
}

const claim = (membership: string) => ({
  accessTokenGeneration: { claimsToAddOrOverride: { 'wardgraph:membership': membership } },
})

test('the access token of a user says its one membership, and no token says anything else of the directory', async () => {
  const { issued, doctor, north, trigger } = await pool()
  const membership = `${north.tenant}.${doctor.person}.${doctor.membership}`
  // All that is changed of the tokens: no group, no role, nothing in the identity token.
  expect(await issued('doctor')).toEqual(claim(membership))
  const event = tokenEvent('doctor')
  const { response: _, ...rest } = await trigger(event, {})
  const { response: __, ...sent } = event
  expect(rest).toEqual(sent)
})

test('whoever signs in with the claim of the trigger is let in', async () => {
  const { issued, issuer, handler, doctor } = await pool()
  const claims = (await issued('doctor')).accessTokenGeneration?.claimsToAddOrOverride ?? {}
  const token = issuer.token({ subject: doctor.person, username: 'doctor', claims, ttl: 60 })
  const { body } = await send(handler, {
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ me { username } }' }),
  })
  expect(body).toEqual({ data: { me: { username: 'doctor' } } })
})

test('every way to sign in is treated alike, and an event that is not known issues nothing', async () => {
  const { issued, doctor, north } = await pool()
  const membership = `${north.tenant}.${doctor.person}.${doctor.membership}`
  for (const way of ['HostedAuth', 'Authentication', 'NewPasswordChallenge', 'AuthenticateDevice', 'RefreshTokens'])
    expect(await issued('doctor', { triggerSource: `TokenGeneration_${way}` as 'TokenGeneration_HostedAuth' })).toEqual(
      claim(membership),
    )
  const others = [
    { triggerSource: 'TokenGeneration_ClientCredentials' },
    { triggerSource: 'PostAuthentication_Authentication' },
    { version: '1' },
    { version: '3' },
    { userName: '' },
    { userName: undefined },
  ]
  for (const other of others)
    await expect(issued('doctor', other as object), JSON.stringify(other)).rejects.toThrow(/^BAD_EVENT: /)
})

test('of several memberships the one is taken that the client names, and without a name none', async () => {
  const { issued, join, north, south } = await pool()
  const [first, second] = [
    await join(north, { username: 'ida', role: 'NURSE' }),
    await join(south, { username: 'ida', role: 'DOCTOR' }),
  ]
  await expect(issued('ida')).rejects.toThrow(/^SEVERAL_MEMBERSHIPS: /)
  await expect(issued('ida', { metadata: { tenant: 'north' } })).rejects.toThrow(/^SEVERAL_MEMBERSHIPS: /)
  for (const { tenant, person, membership } of [first, second])
    expect(await issued('ida', { metadata: { membership } })).toEqual(claim(`${tenant}.${person}.${membership}`))
})

test("nobody is issued a token for a membership that is not one's own, is over, has not begun or never was", async () => {
  const { issued, join, north, doctor, services } = await pool()
  const { membership } = await join(north, { username: 'ida', role: 'NURSE' })
  const later = Date.now() + 86_400_000
  await join(north, { username: 'jo', role: 'NURSE', start: later })
  const made = membershipId({ tenant: north.tenant, person: personId('ida'), role: 'ADMIN' })
  for (const named of [doctor.membership, made, ''])
    await expect(issued('ida', { metadata: { membership: named } })).rejects.toThrow(/^NO_MEMBERSHIP: /)
  for (const username of ['jo', 'nobody', 'Ida', 'google_1234'])
    await expect(issued(username)).rejects.toThrow(/^NO_MEMBERSHIP: /)
  expect(await issued('ida')).toEqual(claim(`${north.tenant}.${personId('ida')}.${membership}`))
  await endUser(services, 'ida', {})
  await expect(issued('ida')).rejects.toThrow(/^NO_MEMBERSHIP: /)
  // A token that is refreshed is a new one.
  await expect(issued('ida', { triggerSource: 'TokenGeneration_RefreshTokens' })).rejects.toThrow(/^NO_MEMBERSHIP: /)
})

test('a membership or an entry of the list of usernames that was not written here issues nothing', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  for (const isForged of [
    (pk: unknown) => pk === '000000000000#N',
    (pk: unknown) => String(pk).endsWith(`#U#${personId('doctor')}`),
  ]) {
    const { issued, memory } = await pool()
    const rows = memory.rows().filter((one) => isForged(one.row.pk))
    expect(rows.length).toBeGreaterThan(0)
    for (const one of rows)
      await memory.transact([{ do: 'put', table: one.table, row: { ...one.row, role: 'ADMIN' } }], {
        token: crypto.randomUUID(),
      })
    const refusal: unknown = await issued('doctor').catch((error: unknown) => error)
    expect(refusal).toMatchObject({ name: 'PreTokenError', message: 'INTERNAL: something went wrong.' })
    // The runtime logs what is thrown, with its cause.
    expect(refusal).not.toHaveProperty('cause')
    expect(said.mock.lastCall?.[0]).toBe(
      '{"level":"error","request":"here","code":"INTERNAL","causes":["VaultError/ERR_VAULT_INTEGRITY"]}\n',
    )
  }
  said.mockRestore()
})
