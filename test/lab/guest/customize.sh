#!/bin/sh
# Runs on the host, once, while the guest's root is being made; $1 is that root.
# Adds Debian's kernel (unpacked rather than installed: its maintainer scripts would spend a
# minute on an initramfs nobody boots) and packs the modules that find the root.
set -eu
root=$1

chroot "$root" sh -eu <<'CHROOT'
cd /tmp
kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
apt-get -qq download "$kernel"
# Not into / itself: the package's lib folder would take the place of the link /lib.
dpkg-deb -x linux-image-*.deb unpacked
version=${kernel#linux-image-}
mkdir -p /usr/lib/modules /boot/lab
mv "unpacked/lib/modules/$version" /usr/lib/modules/
# Unpacked here once rather than by the emulated processor at every boot. Where the packed kernel lies
# in the file is told by its boot header; its last four bytes are its unpacked size.
perl -e 'local $/; binmode STDIN; my $file = <STDIN>;
  my ($offset, $length) = unpack("VV", substr($file, 0x248, 8));
  print substr($file, (unpack("C", substr($file, 0x1f1, 1)) + 1) * 512 + $offset, $length - 4)' \
  <"unpacked/boot/vmlinuz-$version" | xz --decompress >/boot/lab/kernel
rm -r linux-image-*.deb unpacked
modules=/lib/modules/$version/kernel

# What no virtual laptop has. Keeps the image small and its making quick.
rm -rf "$modules/sound" "$modules/drivers/gpu" "$modules/drivers/media" "$modules/drivers/staging" \
  "$modules/drivers/infiniband" "$modules/drivers/scsi" "$modules/drivers/iio" "$modules/drivers/hwmon" \
  "$modules/drivers/net/ethernet" "$modules/drivers/isdn" "$modules/drivers/nvme" "$modules/drivers/md" \
  "$modules/drivers/target" "$modules/drivers/input" "$modules/drivers/hid" "$modules/drivers/mtd"
find "$modules/drivers/net/wireless" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
depmod "$version"

# What Debian's systemd package says on every desktop: loading the driver makes no stray bond0.
mkdir -p /usr/lib/modprobe.d
echo 'options bonding max_bonds=0' >/usr/lib/modprobe.d/systemd.conf

# The initial RAM file system, save for its init script, which comes with each boot.
tree=/tmp/initrd
mkdir -p $tree/bin $tree/modules $tree/dev $tree/proc $tree/sys $tree/root $tree/lower $tree/rw
cp /bin/busybox $tree/bin/
for name in virtio_pci virtio_blk squashfs overlay ext4 crc32c_generic; do
  modprobe --set-version "$version" --show-depends "$name" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" $tree/modules/
  basename "$file" >>$tree/modules/order
done
(cd $tree && find . | busybox cpio -o -H newc 2>/dev/null) >/boot/lab/initrd
rm -r $tree
CHROOT
