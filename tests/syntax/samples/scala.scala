/* outer /* nested */ still */
package org.example

import scala.util.{Success, Try} // isn't a string

/** Documents the trait. */
@deprecated("old", "1.2")
trait Shape[+T] extends Serializable:
  type Unit2 = Unit
  val `type`: Char = '\n'
  val letter = 'x'
  val symbol = 'name
  val big = 0xFFL + 1_000 * 1.5e-3
  lazy val plain = "no $name here \"quoted\""

  def area(scale: Double = 1.0): Option[Double] =
    val text = s"area of ${names.map(n => s"<$n>").mkString(", ")} is $scale \t"
    val raw2 = raw"""two lines "quoted" \n
      and $scale ${1 + 2}"""
    val plain3 = """a \ backslash, no ${code}"""
    scale match
      case x if x > 0 => Some(x)
      case _ => None

object Main extends App { println(s"${Main}") }
/* left /* open */
