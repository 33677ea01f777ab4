import { environmentCredentials } from '../../packages/api/src/environmentCredentials.ts'

/** In place of the chain of providers: what the functions' own clients are made with. */
export const defaultProvider = () => environmentCredentials
