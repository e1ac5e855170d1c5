# Brings the laptop to where a desktop is after booting, the lab's agent beside it, and then
# the world around it. Every process started here carries LAB_WORLD, so that a reset can tell
# them from what a test has started.
export LAB_WORLD=1 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
umask 022
exec </dev/null >/dev/ttyS0 2>&1
say() { read -r up _ </proc/uptime; echo "lab: $up $*"; }

# Under systemd much of this is its work.
own_init() { [ ! -e /run/lab/systemd ]; }
mkdir -p /run/netns /linkbraid
if own_init; then
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  mkdir -p /dev/pts /dev/shm /run/dbus /run/lock
  mount -t devpts devpts /dev/pts
  mount -t tmpfs tmpfs /dev/shm
fi
say boot
echo laptop >/proc/sys/kernel/hostname
echo '127.0.0.1 localhost laptop' >/etc/hosts
. /run/lab/settings.sh
ip link set lo up

# The agent's own adapter leaves the laptop's namespace before anything looks at it.
modprobe virtio_net
ip netns add mgmt
for link in /sys/class/net/*; do
  read -r mac <"$link/address"
  name=
  case $mac in
    "$MAC_eth0") name=eth0 ;;
    "$MAC_eth1") name=eth1 ;;
    "$MAC_sw0") name=sw0 ;;
    "$MAC_sw1") name=sw1 ;;
    "$MAC_sw2") name=sw2 ;;
    "$MAC_mgmt") name=mgmt0 ;;
  esac
  [ -z "$name" ] || echo "link set ${link##*/} name lab-$name" >>/run/lab/names.1
  [ -z "$name" ] || echo "link set lab-$name name $name" >>/run/lab/names.2
done
cat /run/lab/names.1 /run/lab/names.2 - <<END | ip -batch -
link set mgmt0 netns mgmt
END
ip -n mgmt -batch - <<END
link set lo up
address add 10.0.2.15/24 dev mgmt0
link set mgmt0 up
END
# Listens in the mgmt namespace, then returns to the laptop's own and becomes the agent.
setsid nsenter --net=/run/netns/mgmt perl /run/lab/listen.pl nsenter --net=/proc/1/ns/net \
  node /run/lab/agent.mjs >/dev/ttyS0 2>&1 &
say agent started

(
  modprobe -a 9pnet_virtio 9p
  mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache="$CACHE" linkbraid /linkbraid
  if [ -n "$MODULES" ]; then
    mkdir -p "$MODULES"
    mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache="$CACHE" modules "$MODULES"
  fi
) &
checkout=$!

modprobe mac80211_hwsim radios="$RADIOS"
say radios made

# Names stay with the adapter, also when it comes back.
cat >/etc/udev/rules.d/70-lab.rules <<END
SUBSYSTEM=="net", ACTION=="add", DRIVERS=="virtio_net", ATTR{address}=="$MAC_eth0", NAME="eth0"
SUBSYSTEM=="net", ACTION=="add", DRIVERS=="virtio_net", ATTR{address}=="$MAC_eth1", NAME="eth1"
END
# Two drivers claim QEMU's USB adapter, and only this one knows its address.
echo 'blacklist cdc_subset' >/etc/modprobe.d/lab.conf

rm -f /etc/resolv.conf # the image's is the host's of the day it was made
printf '%s' "$RESOLV" >/etc/resolv.conf

. /run/lab/world.sh
say world made

if own_init; then
  echo 5f1c7a52c8b44b7f9d0c0e6c77b5a001 >/etc/machine-id
  dbus-daemon --system --nofork --nopidfile >/dev/null 2>&1 &
  /lib/systemd/systemd-udevd --daemon
fi
udevadm trigger --type=subsystems --action=add --subsystem-match=net
udevadm trigger --type=devices --action=add --subsystem-match=net --subsystem-match=ieee80211 --subsystem-match=rfkill
say udev started
wait "$checkout" || say 'the checkout could not be mounted'
for pid in $(cat /run/lab/wait-for); do
  wait "$pid" || say "a part of the world failed"
done
udevadm settle
say ready
: >/run/lab/ready
