// SystemC elaborates once per process: runs a part of a test in a child process of its own.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <string>

namespace amoeba {

// What `body` returned, or how it failed. Empty is success by convention.
inline std::string run_isolated(const std::function<std::string()>& body) {
  int ends[2];
  if (pipe(ends) != 0) return "cannot make a pipe";
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return "cannot fork";
  if (child == 0) {
    close(ends[0]);
    std::string text;
    try {
      text = body();
    } catch (const std::exception& failure) {
      text = std::string("exception: ") + failure.what();
    }
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = write(ends[1], text.data() + done, text.size() - done);
      if (count <= 0) break;
      done += static_cast<std::size_t>(count);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    text += "the child process died, status " + std::to_string(status);
  return text;
}

}  // namespace amoeba
