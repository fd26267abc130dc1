// Runs a fuzz target without a fuzzer: every file of the folder given, then mutations of those files
// and random bytes, the same ones each time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr int kMutationsPerInput = 50;
constexpr int kRandomInputs = 2000;
constexpr std::size_t kLongestRandomInput = 512;

std::vector<Input> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());  // the order of a directory differs from machine to machine
  std::vector<Input> inputs;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return inputs;
}

void run(const Input& input) { LLVMFuzzerTestOneInput(input.data(), input.size()); }

Input mutated(Input input, std::mt19937& random) {
  const int changes = 1 + static_cast<int>(random() % 4);
  for (int i = 0; i < changes; ++i) {
    const std::size_t at = input.empty() ? 0 : random() % input.size();
    const auto position = input.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random() % 4) {
      case 0:
        if (!input.empty()) *position = static_cast<std::uint8_t>(random());
        break;
      case 1:
        input.insert(position, static_cast<std::uint8_t>(random()));
        break;
      case 2:
        if (!input.empty()) input.erase(position);
        break;
      default:
        input.resize(at);
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Input> corpus = argc > 1 ? read_corpus(argv[1]) : std::vector<Input>();
  std::mt19937 random(20260115);

  run({});
  for (const Input& input : corpus) {
    run(input);
    for (int i = 0; i < kMutationsPerInput; ++i) run(mutated(input, random));
  }
  for (int i = 0; i < kRandomInputs; ++i) {
    Input input(random() % kLongestRandomInput);
    for (std::uint8_t& byte : input) byte = static_cast<std::uint8_t>(random());
    run(input);
  }
  std::printf("%zu inputs of the corpus, their mutations, and %d random ones\n", corpus.size(), kRandomInputs);
}
