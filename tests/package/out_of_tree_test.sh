#!/usr/bin/env bash
# Installs the SDK and builds every example against it, as somebody does who has nothing but the
# package. Then looks at the plugin files: one exported function, and a stamp that says the same
# layout whatever the compiler.
#
# usage: out_of_tree_test.sh CMAKE BUILD_DIR EXAMPLES_DIR COMPILER...
set -euo pipefail
cmake=$1 build=$2 examples=$3
shift 3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

fail() {
  echo "out_of_tree_test: $*" >&2
  exit 1
}

# Configures and builds one project; its output is only shown when it fails.
build_project() {
  local source=$1 target=$2 compiler=$3
  shift 3
  local launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  "$cmake" -S "$source" -B "$target" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Werror" "${launcher[@]}" "$@" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "$source cannot be configured with $compiler"; }
  "$cmake" --build "$target" -j1 >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "$source cannot be built with $compiler"; }
}

# The bytes of the stamp that hold the layout of the boundary structs, see wagate/abi/stamp.h.
layout_of() {
  objcopy -O binary --only-section=.wagate_stamp "$1" "$work/stamp"
  local bytes
  bytes=$(stat -c %s "$work/stamp")
  [[ $bytes == 176 ]] || fail "$1 has a stamp of $bytes bytes instead of 176"
  od -An -tx8 -j16 -N8 "$work/stamp"
}

"$cmake" --install "$build" --prefix "$prefix" --component sdk >/dev/null

layout=
for compiler in "$@"; do
  name=$(basename "$compiler")
  for list in "$examples"/*/CMakeLists.txt; do
    source=$(dirname "$list")
    target=$work/$name/$(basename "$source")
    build_project "$source" "$target" "$compiler"
    if [[ -f $target/CTestTestfile.cmake ]]; then
      (cd "$target" && "${cmake%cmake}ctest" --output-on-failure) >"$work/log" 2>&1 ||
        { cat "$work/log" >&2; fail "the tests of $source fail with $compiler"; }
    fi

    shopt -s nullglob
    plugins=("$target"/*.so)
    ((${#plugins[@]})) || fail "$source built no plugin with $compiler"
    for plugin in "${plugins[@]}"; do
      exported=$(nm -D --defined-only "$plugin" | awk '{print $NF}')
      [[ $exported == wagate_plugin_entry_v1 ]] || fail "$plugin exports more than its entry: $exported"
      found=$(layout_of "$plugin")
      [[ -z $layout || $found == "$layout" ]] || fail "$plugin has the layout $found, others have $layout"
      layout=$found
    done
    echo "$(basename "$source") with $name: ${#plugins[@]} plugin file(s)"
  done
done

# The component sdk needs no other library to be there.
build_project "$examples/echo_commands" "$work/alone" "$1" \
  -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON -DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON
echo "echo_commands without nlohmann/json and GoogleTest"

# A package that is too old or a component that does not exist is refused with a sentence.
mkdir "$work/wrong"
printf 'cmake_minimum_required(VERSION 3.25)\nproject(wrong CXX)\nfind_package(WagateSdk 0.1 REQUIRED COMPONENTS jsom)\n' \
  >"$work/wrong/CMakeLists.txt"
if "$cmake" -S "$work/wrong" -B "$work/wrong/build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/log" 2>&1; then
  fail "a component that does not exist was accepted"
fi
grep -q 'has no component' "$work/log" || { cat "$work/log" >&2; fail "the refusal of a component does not say why"; }
