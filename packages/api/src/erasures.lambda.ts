import { compose, LAMBDA_CLIENT } from './compose.ts'
import { composeDocuments, composeShredding } from './composeSigner.ts'
import { readArchiveConfig, readConfig, readDocumentsConfig } from './config.ts'
import { type Shredded, type Shredding, shredDue } from './shred.ts'

let made: Shredding | undefined

/** The Lambda entry that a schedule calls once a day to erase what is due; made at its first call, from the environment. */
export const handler = (): Promise<Shredded> => {
  made ??= composed()
  return shredDue(made)
}

function composed(): Shredding {
  const config = readConfig(process.env)
  const documents = composeDocuments(readDocumentsConfig(process.env), LAMBDA_CLIENT)
  const of = { config, services: compose(config, LAMBDA_CLIENT), documents }
  return composeShredding(readArchiveConfig(process.env), of, LAMBDA_CLIENT)
}
