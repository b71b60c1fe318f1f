! it's a comment "x"
!> documents the module
module sample_mod
  use, intrinsic :: iso_fortran_env, only: real64
  implicit none
  type, extends(base) :: point
    real(kind=real64) :: x = 1.0d0, y = 2.5e-3 !! behind
  end type point
#ifdef DEBUG
#endif
contains
  SUBROUTINE add(a, n)
    integer, intent(in) :: n
    character(len=*), parameter :: s = 'it''s "x" ! no comment'
    logical :: ok = .true.
    !$omp parallel do
    do i = 1, n
      if (a(i) > 0 .and. .not. ok .or. i .eq. 1.) print *, "say ""hi"""
    end do
    p%x = 1.d0; z = 1e5
 10 continue
  end subroutine add
  pure function area(p) result(r)
    write (*, '(a)') 'done'
  end function
end module sample_mod
program main
  x = "open
