import { LAMBDA_CLIENT } from './compose.ts'
import { composeSigner } from './composeSigner.ts'
import { readConfig, readSignerConfig } from './config.ts'
import type { Signed } from './signer.ts'

let made: (() => Promise<Signed>) | undefined

/** The Lambda entry of the signer, which a schedule calls each minute; made at its first call, from the environment. */
export const handler = (): Promise<Signed> => {
  made ??= composeSigner(readConfig(process.env), readSignerConfig(process.env), LAMBDA_CLIENT)
  return made()
}
