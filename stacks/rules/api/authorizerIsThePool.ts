import { reword } from '../breaks.ts'
import { meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://datatracker.ietf.org/doc/html/rfc8725#section-3.8 */
export const authorizerIsThePool: Rule = {
  source: 'RFC 8725 3.8 and 3.9; 45 CFR 164.312(d)',
  says: 'a token counts only from our pool and for our client',
  of: [TYPE.apiAuthorizer],
  check({ inputs: { authorizerType, jwtConfiguration, identitySources } }, graph) {
    const { issuer, audiences = [] } = jwtConfiguration ?? {}
    const host = `https://cognito-idp.${graph.app.region}.amazonaws.com/`
    const ours = (id: string) => meant(graph, TYPE.poolClient, id) !== undefined
    return [
      ...unless(authorizerType === 'JWT', 'asks for no JWT'),
      ...unless(
        `${issuer}`.startsWith(host) && meant(graph, TYPE.pool, issuer?.slice(host.length)) !== undefined,
        'another issuer',
      ),
      ...unless(audiences.length > 0 && audiences.every(ours), 'another audience'),
      ...unless(`${identitySources}` === '$request.header.Authorization', 'a token from elsewhere'),
    ]
  },
  broken: reword('UsersUserPool-id', 'us-east-1_other'),
}
