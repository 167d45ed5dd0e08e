#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What debian/ and rpm/ say of the project, held to the project; "make check-packages" builds and installs the packages.

# shellcheck disable=SC2154 # helpers.bash and bats set tests, output, status
load helpers

# WORD…: the files that "make install" makes with them, from / on, a line each
installed_files() {
  rm -rf tree
  installs PREFIX=/usr DESTDIR="$PWD/tree" "$@"
  (cd tree && find . ! -type d | sed 's/^\.//' | sort)
}

# Of patterns on standard input, a line each: the installed files that are, or lie below, what they name, a line each
covered() {
  local pattern path
  while read -r pattern; do
    for path in tree/$pattern; do find "$path" ! -type d; done
  done | sed 's/^tree//' | sort -u
}

# The files of Debian's packages, each as often as a package has it
debian_files() {
  local list
  for list in "$tests"/../debian/*.install; do
    # shellcheck disable=SC2016 # of debhelper
    sed 's,^${env:UNITDIR},usr/lib/systemd/system,' "$list" | covered
  done | sort
}

# The same of the RPM packages
rpm_files() {
  local list
  sed 's,^%{_bindir},usr/bin,; s,^%{_mandir},usr/share/man,; s,^%{_datadir},usr/share,; s,^%{_unitdir},usr/lib/systemd/system,;
    s,^%{_sbindir},usr/sbin,; s,zsh/site-functions,zsh/*,; s,^%config.* %{_sysconfdir},etc,' \
    "$tests/../rpm/aubacklog.spec" | awk '/^%files/ { list = "files-" NR } /^(usr|etc)\// && list { print >list }'
  for list in files-*; do covered <"$list"; done | sort
}

# WORD: its values in the spec, without what belongs to the class of the machine
of_spec() { sed -n "s/^$1: *//p" "$tests/../rpm/aubacklog.spec" | sed 's/%{?of_this_class}//'; }

@test "each file that is installed is in one package of Debian's, and in one RPM" {
  installed_files >files
  grep -qx /usr/bin/aubacklog files
  # Which pages and programs are there depends on the libraries that are.
  [ -e tree/usr/bin/aubacklog-image ] || skip "libguestfs is not here"
  diff files <(debian_files)
  installed_files ZSHDIR=/usr/share/zsh/site-functions >files
  diff files <(rpm_files)
}

@test "each program has a manual page" {
  installed_files >files
  for program in tree/usr/*bin/*; do ls "tree/usr/share/man/man8/${program##*/}.8"; done
}

@test "the packages have the version of the program" {
  version=$(sed -n 's/.*AUBACKLOG_VERSION "\(.*\)"/\1/p' "$tests/../src/util/version.h")
  [ "$(sed -n '1s/.*(\(.*\)-[0-9]*).*/\1/p' "$tests/../debian/changelog")" = "$version" ]
  [ "$(of_spec Version)" = "$version" ]
  sed -n '/^%changelog/,$p' "$tests/../rpm/aubacklog.spec" | sed -n '2p' | grep -q " - $version-"
}

@test "they are built with the libraries that the Makefile asks for" {
  diff <(of_spec BuildRequires | sed -n 's/^pkgconfig(\(.*\))/\1/p' | sort) \
    <({ sed -n 's/^PACKAGES := //p' "$tests/../Makefile" | tr ' ' '\n'; sed -n 's/^\(guestfs\|curl\) .*--exists \([a-z]*\).*/\2/p' "$tests/../Makefile"; } | sort)
  diff <(sed -n '/^Build-Depends/,/^[A-Z].*-Version/s/^ \(lib.*-dev\|zlib1g-dev\).*/\1/p' "$tests/../debian/control" | sort) \
    <(sed -n "/^build_debian/,/'\$/p; /^package_debian/,/\"\$/p" "$tests/../scripts/install-packages" | grep -o '[a-z0-9.-]*-dev\b' | grep -v ^dpkg | sort)
}

@test "the RPM recommends what the program's note says it loads, as Debian's package does by its rules" {
  objcopy --dump-section .note.dlopen=notes "$AUBACKLOG" copy
  grep -ao '"soname":\["[^"]*' notes | sed 's/.*"//' | sort >loaded
  [ -s loaded ]
  diff loaded <(of_spec Recommends | grep '\.so\.' | sort)
  command -v dpkg-shlibdeps >/dev/null || skip "dpkg-shlibdeps is not here"
  mkdir debian && cp "$tests/../debian/control" debian
  exits 0 "$tests/../debian/dlopen-recommends" "$AUBACKLOG" scratch
  [ "$(tr ',' '\n' <<<"${output#dlopen:Recommends=}" | wc -l)" = "$(wc -l <loaded)" ]
}
