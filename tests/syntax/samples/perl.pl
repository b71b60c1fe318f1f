#!/usr/bin/perl
use strict; # isn't a string
package Example::Parser;

=head1 NAME

It's documentation, "with quotes".

=cut

my ($count, @names, %seen) = (0x1F, 1_000, 1.5e-3);
our $VERSION = '1.0 it\'s';
my $last = $#names + $#{$list};
my @words = qw(one two(2) it's);
my $text = qq{Dear $name, {nested} "quoted" # none\n};
my $plain = q[it's [nested] \] $here];
my $sql = <<"SQL" . $tail;
select '$name' from t -- it's
SQL

sub parse {
    my ($self, $line) = @_;
    return unless defined $line && $line =~ /^[^"\/]+$self/x;
    $line =~ s/it's\/(\w+)/"$1"/g;
    $line =~ s{a{2}}{"b"}e;
    (my $copy = $line) =~ tr/a-z/A-Z/;
    $copy =~ y/'/"/;
    my %h = (y => 1, s => 2, q => 3);
    print "$h{y} @words $1\n" if $h{s} / 2 > 1 / 3;
    push @names, split /,/, $copy if m#^/usr/it's# or $copy =~ m{a}i;
    @names = () if $copy =~ m@^it's@i && $copy !~ qr {a{2}}x;
    return $self->s("x") . $s{q} . `date` . qr/$line"/i;
}
print <<'EOT';
it's plain
EOT
$_ = $' . $" . $/;
__END__
it's "data
