// Of the GNU C library's spawn.h what Swift's Glibc module leaves out.
#include <spawn.h>

/// Closes every descriptor from a number on in the program that is started.
extern int posix_spawn_file_actions_addclosefrom_np(
    posix_spawn_file_actions_t *actions, int from);
