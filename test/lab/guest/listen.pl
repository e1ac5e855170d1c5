# Opens the agent's listening socket in this network namespace, keeps it as descriptor 3 and
# becomes the program named by the arguments. A socket stays in the namespace it was made in.
use strict;
use Socket;
$^F = 255;
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in(7777, INADDR_ANY)) or die "bind: $!";
listen($listener, 128) or die "listen: $!";
if (fileno($listener) != 3) {
    require POSIX;
    POSIX::dup2(fileno($listener), 3) or die "dup2: $!";
}
exec @ARGV or die "exec: $!";
