// Raw strings, and what C++ adds.
#include <vector>
namespace shape {
template <typename T> class Box final : public Base<T> {
  public:
    explicit Box(T value) noexcept : value_{std::move(value)} {}
    auto text() const -> std::string { return R"x(raw " )" not yet )x" + u8R"(other)"; }
    static constexpr auto million = 1'000'000ULL;
    bool operator==(const Box &) const = default;

  private:
    T value_; //!< documented
};
const char *query = R"sql(
    select "a" -- /* not a comment
    from b)sql";
} // namespace shape
