/** The renderer's one door to the outside. */
export * from '../main/bridge/contract.ts';
