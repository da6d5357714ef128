#!/bin/sh
# Builds DJL's binding for the libtorch of a Python package, with what the PyTorch engine calls, and puts it beside links
# to that libtorch. docs/gpu.md says when this is needed.
#
#   docs/build-libdjl-torch.sh DJL OUT
#
#   DJL      a checkout of DJL's public repository at the tag of its version here, v0.35.1
#   OUT      a directory to make; PYTORCH_LIBRARY_PATH=OUT then opens the engine on this libtorch
#   PYTHON   the Python that has torch, python3 by default
#   M2       where Maven keeps DJL's jars, ~/.m2/repository by default
set -eu
[ $# -eq 2 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 1; }
djl=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
m2=${M2:-$HOME/.m2/repository}/ai/djl
torch=$("${PYTHON:-python3}" -c 'import importlib.util as u; print(u.find_spec("torch").submodule_search_locations[0])')
javac=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}javac")
jdk=$(dirname "$(dirname "$(readlink -f "$javac")")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The header of the native functions.
"$javac" -proc:none -nowarn -d "$work" -h "$work" \
  -cp "$m2/api/0.35.1/api-0.35.1.jar:$m2/pytorch/pytorch-engine/0.35.1/pytorch-engine-0.35.1.jar" \
  "$djl/engines/pytorch/pytorch-engine/src/main/java/ai/djl/pytorch/jni/PyTorchLibrary.java"

# Names that newer versions of torch no longer have, and the profiler, whose interface moved and which we do not call.
cp "$djl"/engines/pytorch/pytorch-native/src/main/native/* "$work"
sed -i 's/\(c10\|torch\)::nullopt/std::nullopt/g; s/c10::optional</std::optional</g; s/c10::make_optional/std::make_optional/g' "$work"/*.cc
system=$work/ai_djl_pytorch_jni_PyTorchLibrary_system.cc
awk '/^std::string ToString/ { print "#if 0" } /torchCudaEmptyCache/ { print "#endif" } { print }' "$system" >"$work/system"
mv "$work/system" "$system"

# One unit: torch's headers are read once.
for part in system inference ivalue tensor torch_creation torch_isjm torch_other; do
  printf '#include "ai_djl_pytorch_jni_PyTorchLibrary_%s.cc"\n' "$part"
done >"$work/all.cc"
printf '#include "ai_djl_pytorch_jni_cache.cc"\n#include "djl_pytorch_jni_log.cc"\n' >>"$work/all.cc"

cuda=
if [ -f "$torch/lib/libtorch_cuda.so" ]; then
  cuda="-Wl,--no-as-needed -ltorch_cuda -lc10_cuda"
fi
# shellcheck disable=SC2086 # options are split at spaces on purpose
g++ -shared -s -std=c++20 -O1 -fPIC -w -o "$out/libdjl_torch.so" "$work/all.cc" \
  -I"$work" -I"$djl/api/src/main/native" -I"$jdk/include" -I"$jdk/include/linux" \
  -I"$torch/include" -I"$torch/include/torch/csrc/api/include" \
  -L"$torch/lib" $cuda -ltorch -ltorch_cpu -lc10 "-Wl,-rpath,\$ORIGIN"
ln -sf "$torch"/lib/*.so* "$out"
printf 'PYTORCH_LIBRARY_PATH=%s\n' "$out"
