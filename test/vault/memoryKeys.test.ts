import { memoryKeyProvider, memorySigner } from '@wardgraph/vault'
import { keyProviderContract, signerContract } from './keyProvider.contract.ts'

const provider = memoryKeyProvider()
const signer = memorySigner()
keyProviderContract('memory', () => provider)
signerContract('memory', () => signer)
