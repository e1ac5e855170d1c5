import type { BondMode } from '../../contract/bond-options.ts';

export interface ProcBond {
  /** What the first line says of the driver: "v2.6.0 (January 14, 2004)", or "v6.1.0-18-amd64" today. */
  driver: string;
  /** null for a mode that this table does not know. */
  mode: BondMode | null;
  modeText: string;
  failOverMac: string | null;
  hashPolicy: string | null;
  /** null where none is set, or the mode has none. */
  primary: string | null;
  primaryReselect: string | null;
  activePort: string | null;
  miiStatus: string | null;
  miimon: number | null;
  updelay: number | null;
  downdelay: number | null;
  peerNotifDelay: number | null;
  arpInterval: number | null;
  arpMissedMax: number | null;
  arpTargets: string[];
  nsTargets: string[];
  lacp: ProcLacp | null;
  ports: ProcPort[];
  unknown: string[];
}

export interface ProcLacp {
  active: string | null;
  rate: string | null;
  minLinks: number | null;
  adSelect: string | null;
  /** These need CAP_NET_ADMIN to be seen. */
  systemPriority: number | null;
  systemMac: string | null;
  activeAggregator: ProcAggregator | null;
}

export interface ProcAggregator {
  id: number | null;
  ports: number | null;
  actorKey: number | null;
  partnerKey: number | null;
  partnerMac: string | null;
}

export interface ProcPort {
  name: string;
  miiStatus: string | null;
  speedMbps: number | null;
  duplex: 'full' | 'half' | null;
  linkFailures: number | null;
  permanentMac: string | null;
  queueId: number | null;
  aggregatorId: number | null;
  actorChurn: string | null;
  partnerChurn: string | null;
  actorChurned: number | null;
  partnerChurned: number | null;
  actor: ProcLacpEnd | null;
  partner: ProcLacpEnd | null;
  unknown: string[];
}

/** One end as the last LACP packets told it. */
export interface ProcLacpEnd {
  systemPriority: number | null;
  systemMac: string | null;
  key: number | null;
  portPriority: number | null;
  portNumber: number | null;
  portState: number | null;
}

export function emptyBond(driver: string): ProcBond {
  return {
    driver,
    mode: null,
    modeText: '',
    failOverMac: null,
    hashPolicy: null,
    primary: null,
    primaryReselect: null,
    activePort: null,
    miiStatus: null,
    miimon: null,
    updelay: null,
    downdelay: null,
    peerNotifDelay: null,
    arpInterval: null,
    arpMissedMax: null,
    arpTargets: [],
    nsTargets: [],
    lacp: null,
    ports: [],
    unknown: [],
  };
}

export function emptyLacp(): ProcLacp {
  return {
    active: null,
    rate: null,
    minLinks: null,
    adSelect: null,
    systemPriority: null,
    systemMac: null,
    activeAggregator: null,
  };
}

export function emptyAggregator(): ProcAggregator {
  return { id: null, ports: null, actorKey: null, partnerKey: null, partnerMac: null };
}

export function emptyPort(name: string): ProcPort {
  return {
    name,
    miiStatus: null,
    speedMbps: null,
    duplex: null,
    linkFailures: null,
    permanentMac: null,
    queueId: null,
    aggregatorId: null,
    actorChurn: null,
    partnerChurn: null,
    actorChurned: null,
    partnerChurned: null,
    actor: null,
    partner: null,
    unknown: [],
  };
}

export function emptyEnd(): ProcLacpEnd {
  return { systemPriority: null, systemMac: null, key: null, portPriority: null, portNumber: null, portState: null };
}
