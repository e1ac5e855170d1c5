export function electronPath(options?: { standIn?: boolean }): Promise<string>;
export function installVirtualDesktop(): void;
