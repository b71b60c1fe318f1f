#!/usr/bin/swift
/* outer /* nested */ still a comment */
import Foundation // isn't a string

/// Documents the protocol.
@available(macOS 12, *)
public protocol Shape: AnyObject {
    associatedtype Unit
    var name: String { get }
}

/** Documents
    the class. */
final class Circle<T>: Shape {
    typealias Unit = Double
    let mask = 0xFF_FF, rate = 1.25e-3
    let name = "a \"circle\" \u{1F600} // no comment"
    var `default`: Int? = nil

    func describe(_ names: [String]) -> String {
        let text = "of \(names.map { "<\($0)>" }.joined(separator: ", ")) and \(mask) end"
        let raw = #"no \n escape, "quoted""#
        let more = ##"""
            a "# inside, 'quotes'
            """##
        let block = """
            two "quoted" lines \(rate * 2)
            """
        #if DEBUG
        guard #available(iOS 15, *), text != raw else { return self.name }
        #endif
        let digits = try! Regex(/[0-9\/]+"x/), slashes = #/a/b"c/#
        return text + more + block + "\(a / b)" + String(mask / 2)
    }
}
/* left /* open */
