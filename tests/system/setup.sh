#!/bin/bash
# Whatever the lab needs of this machine (root): Debian packages, and once a User-Mode Linux kernel with Bluetooth.
# The kernel is kept in $PAIRTUI_LAB and built again only when its configuration or its patch changes.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
lab=${PAIRTUI_LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/pairtui-lab}

need() { # packages, installed only if one is missing
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -Wf '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

need bluez bluez-test-tools dbus kmod busybox-static procps iproute2 bsdutils tmux
mkdir -p "$lab"
key=$(cat "$here/uml.config" "$here/l2cap_hchan.py" | sha256sum | cut -c1-16)
if [ -x "$lab/linux" ] && [ "$(cat "$lab/linux.key" 2>/dev/null)" = "$key" ]; then
    echo "lab: kernel $("$lab/linux" --version) is built"
    exit 0
fi

echo "lab: building the kernel, about five minutes on two cores"
need gcc make bc flex bison xz-utils libc6-dev
work=$(mktemp -d "$lab/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
package=linux-source-6.1
apt-cache show "$package" >/dev/null 2>&1 || { apt-get update -qq; apt-cache show "$package" >/dev/null 2>&1; } ||
    package=$(apt-cache depends linux-source | awk '/Depends:/ {print $2; exit}')
chmod 755 "$work"
ls "$lab"/dl/"${package}"_*.deb >/dev/null 2>&1 || { mkdir -p "$lab/dl"; (cd "$lab/dl" && apt-get download -qq "$package" 2>/dev/null); }
dpkg-deb --fsys-tarfile "$lab"/dl/"${package}"_*.deb | tar -xO "./usr/src/$package.tar.xz" | tar -xJ
cd "$package"
python3 "$here/l2cap_hchan.py" . >/dev/null
make -s ARCH=um tinyconfig >"$lab/build.log" 2>&1
./scripts/kconfig/merge_config.sh -m .config "$here/uml.config" >/dev/null
make -s ARCH=um olddefconfig >>"$lab/build.log" 2>&1
grep -E '^CONFIG_.*=y' "$here/uml.config" | while read -r option; do
    grep -qx "$option" .config || echo "lab: this kernel does not know $option"
done
make -s ARCH=um -j"$(nproc)" linux >>"$lab/build.log" 2>&1 || { tail -30 "$lab/build.log" >&2; exit 1; }
strip linux
mv linux "$lab/linux"
rm -rf "$lab/dl"
echo "$key" >"$lab/linux.key"
echo "lab: kernel $("$lab/linux" --version) built"
