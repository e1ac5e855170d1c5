export const FUSES: Record<number, boolean>;
export default function afterPack(context: { appOutDir: string; packager: { executableName: string } }): Promise<void>;
