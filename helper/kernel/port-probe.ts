import { ADVERTISEMENT, ETHERTYPE, inquiry, isInquiryOf, reply } from './frames.ts';
import { PacketSocket } from './packet-socket.ts';

export interface Heard {
  /** Milliseconds since it arrived. */
  age: number;
  /** The MAC address of the one who answered; null where the frame is no answer. */
  from: string | null;
  /** Whether it answers what was asked in the name of `mac`; or, where it is no answer, is a question of `mac` to all. */
  concerns: (mac: string) => boolean;
}

/** Asks one neighbour through one port, past the bond, and hears its answers there. */
export class PortProbe {
  private readonly socket: PacketSocket;

  /**
   * @param alsoTo an address that the port takes answers for beside its own
   * @throws LinkbraidError when the port is gone
   */
  constructor(
    port: string,
    private readonly target: string,
    alsoTo: string | null,
  ) {
    const type = target.includes(':') ? ETHERTYPE.ipv6 : ETHERTYPE.arp;
    this.socket = new PacketSocket(port, type, {
      urgent: true,
      ...(type === ETHERTYPE.ipv6 ? { only: ADVERTISEMENT } : {}),
      ...(alsoTo === null ? {} : { alsoTo }),
    });
    this.socket.age(); // has the kernel stamp what arrives from now on
  }

  /** @param to the neighbour's MAC address; null asks all */
  ask(mac: string, to: string | null): void {
    this.socket.send(inquiry(mac, this.target, to));
  }

  /** What has come in since the last call. */
  hear(): Heard[] {
    const heard: Heard[] = [];
    for (let frame = this.socket.receive(); frame; frame = this.socket.receive()) {
      const said = reply(frame, this.target);
      const age = this.socket.age();
      if (said) heard.push({ age, from: said.from, concerns: said.answers });
      else {
        const question = frame;
        heard.push({ age, from: null, concerns: (mac) => isInquiryOf(question, mac, this.target) });
      }
    }
    return heard;
  }

  close(): void {
    this.socket.close();
  }
}
