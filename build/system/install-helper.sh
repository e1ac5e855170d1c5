#!/bin/sh
# Installs the helper for an app that no package manager has installed (AppImage, archive, checkout): a copy that
# belongs to root, with its service. The window calls it once through sudo, without arguments; by hand the same, or:
#
#   install-helper.sh --remove    takes bonds apart, puts the network back, and removes what was installed
#
# Run again it brings what is there up to date, and leaves bonds up. Everything it takes lies beside it:
# helper/ (the programs and their Node) and this folder (the service's files).
set -eu
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
programs=$here/../helper
target=/usr/local/lib/linkbraid
units=/etc/systemd/system

say() { printf '%s\n' "$*" >&2; }
systemd() { [ -d /run/systemd/system ]; }

[ "$(id -u)" = 0 ] || { say 'Root installs the helper: use sudo.'; exit 4; }

# Every place that this script writes to outside of $target.
commands() {
  printf '%s\n' /usr/local/bin/linkbraid /usr/local/sbin/linkbraid-helper
}
files() {
  printf '%s\n' "$units/linkbraid-helper.service" "$units/linkbraid-helper.socket" \
    /usr/share/polkit-1/actions/org.linkbraid.policy \
    /etc/modules-load.d/linkbraid.conf /etc/modprobe.d/linkbraid.conf
}

remove() {
  if systemd; then
    systemctl --quiet disable --now linkbraid-helper.socket linkbraid-helper.service 2>/dev/null || true
  fi
  if [ -x "$target/node" ]; then
    "$target/node" "$target/linkbraid-helper.js" release || say 'The network could not be put back in full, see above.'
  fi
  commands | while read -r command; do
    if grep -qs "^exec $target/" "$command"; then rm -f "$command"; fi
  done
  files | while read -r file; do rm -f "$file"; done
  rm -rf "$target" /run/linkbraid
  if systemd; then systemctl daemon-reload; fi
  say 'The helper is removed. Saved profiles stay in /var/lib/linkbraid.'
}

if [ "${1:-}" = --remove ]; then
  remove
  exit 0
fi
[ $# = 0 ] || { say "Usage: $0 [--remove]"; exit 2; }

if [ -e /usr/lib/linkbraid/linkbraid-helper.js ]; then
  say 'The helper is installed already, by the package manager.'
  exit 0
fi
[ -x "$programs/node" ] || { say "There is no helper beside $here."; exit 1; }

# Whole beside its place, then swapped: a helper that starts meanwhile finds the old programs or the new.
rm -rf "$target.new" "$target.old"
mkdir -p "$target.new"
cp -R "$programs/." "$target.new/"
chown -R root:root "$target.new"
chmod -R u=rwX,go=rX "$target.new"
[ ! -e "$target" ] || mv "$target" "$target.old"
mv "$target.new" "$target"
rm -rf "$target.old"

mkdir -p /usr/local/bin /usr/local/sbin "$units" /usr/share/polkit-1/actions /etc/modules-load.d /etc/modprobe.d
commands | while read -r command; do
  printf '#!/bin/sh\nexec %s/node %s/%s.js "$@"\n' "$target" "$target" "${command##*/}" >"$command"
  chmod 755 "$command"
done
sed "s|/usr/lib/linkbraid|$target|g" "$here/linkbraid-helper.service" >"$units/linkbraid-helper.service"
cp "$here/linkbraid-helper.socket" "$units/"
cp "$here/org.linkbraid.policy" /usr/share/polkit-1/actions/
cp "$here/modules-load.conf" /etc/modules-load.d/linkbraid.conf
cp "$here/modprobe.conf" /etc/modprobe.d/linkbraid.conf
files | while read -r file; do chmod 644 "$file"; done

if systemd; then
  systemctl daemon-reload
  systemctl --quiet enable linkbraid-helper.socket linkbraid-helper.service
  systemctl start linkbraid-helper.socket
  systemctl restart linkbraid-helper.service
  say 'The helper is installed and runs.'
else
  say "The helper is installed. There is no systemd here: start it with: linkbraid-helper serve"
fi
