#define _GNU_SOURCE
#include "CDescriptors.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

union control {
  char bytes[CMSG_SPACE(sizeof(int) * DESCRIPTORS_AT_ONCE)];
  struct cmsghdr aligned;
};

int descriptors_send(int socket, const int *descriptors, int count) {
  if (count < 1 || count > DESCRIPTORS_AT_ONCE) return EINVAL;
  char byte = 'd';
  struct iovec piece = {.iov_base = &byte, .iov_len = 1};
  union control control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes};
  message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
  memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL); while (sent < 0 && errno == EINTR);
  return sent == 1 ? 0 : errno;
}

int descriptors_receive(int socket, int *descriptors) {
  char byte;
  struct iovec piece = {.iov_base = &byte, .iov_len = 1};
  union control control;
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1,
                           .msg_control = control.bytes, .msg_controllen = sizeof control};
  ssize_t got;
  do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC); while (got < 0 && errno == EINTR);
  if (got < 0) return -1;
  int count = 0;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(descriptors, CMSG_DATA(header), sizeof(int) * (size_t)count);
  }
  if (got != 1 || (message.msg_flags & MSG_CTRUNC)) {
    errno = EPROTO;
    return -1;
  }
  return count;
}
