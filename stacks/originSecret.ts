import { createHash } from 'node:crypto'
import type { Stage } from './stage.ts'

/** What CloudFront sends so that the API knows it. */
export interface OriginSecret {
  /** The one that is sent. */
  readonly sent: $util.Output<string>
  /** Of both, SHA-256 in hex with a comma: all that the function needs, and no secret. */
  readonly hashes: $util.Output<string>
}

/** Makes both secrets; one is made anew when its number changes, while the other is sent. */
export async function makeOriginSecret({ originSecret: { sends, a, b } }: Stage): Promise<OriginSecret> {
  // Not above: sst reads the configuration before it has installed what is imported there.
  const { RandomBytes } = await import('@pulumi/random')
  const made = (name: string, turn: string) =>
    new RandomBytes(`OriginSecret${name}`, { length: 32, keepers: { turn } }).base64
  const secrets = { a: made('A', a), b: made('B', b) }
  const hash = (secret: string) => createHash('sha256').update(secret).digest('hex')
  return {
    sent: secrets[sends],
    // Of 256 random bits a hash tells nothing.
    hashes: $util.unsecret($util.all([secrets.a, secrets.b]).apply((both) => both.map(hash).join(','))),
  }
}
